"""Every template of every room, read as text."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.theme import lint

each_template = pytest.mark.parametrize("path", lint.templates(), ids=lint.name)


@each_template
def test_template_holds_nothing_inline(path: Path):
    assert lint.inline_faults(path.read_text(encoding="utf-8")) == []


@each_template
def test_template_is_in_french_typography(path: Path):
    assert lint.typography_faults(path.read_text(encoding="utf-8")) == []


@each_template
def test_template_uses_only_classes_of_the_theme(path: Path):
    used = lint.classes_used(path.read_text(encoding="utf-8"))
    assert used - lint.classes_defined() == set()


@each_template
def test_template_is_short(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 150


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ('<p style="color:red">a</p>', "a style attribute"),
        ("<style>p{}</style>", "a style element"),
        ('<a href="/" onclick="x()">a</a>', "an inline handler"),
        ('<a hx-on:click="x()">a</a>', "an inline handler"),
        ("<script>alert(1)</script>", "an inline script"),
        ('<a href="javascript:x()">a</a>', "a javascript address"),
        ('<img src="//host/a.png">', "an address of another host"),
        ("{{ text|safe }}", "|safe"),
    ],
)
def test_inline_faults_are_seen(source: str, fault: str):
    assert lint.inline_faults(source) == [fault]


@pytest.mark.parametrize(
    "source",
    [
        "<p>l'agence</p>",
        "<p>Attention : ceci</p>",
        "<p>Attention: ceci</p>",
        "<p>Vraiment ?</p>",
        "<p>{{ name }} !</p>",
        "<p>{{ rate }} %</p>",
        "<p>« mot »</p>",
        '<p aria-label="l\'aide">a</p>',
        '{% empty "Aucun dossier : rien." %}',
        "<p>un\u202f; deux...</p>",
    ],
)
def test_typography_faults_are_seen(source: str):
    assert len(lint.typography_faults(source)) == 1


def test_typography_accepts_what_is_right():
    source = (
        "{# l'auteur : « a » #}<p>L’agence\u00a0: «\u202foui\u202f»\u202f; {{ n }}\u00a0%.</p>"
        '<time datetime="12:30">12\u00a0h\u00a030</time>'
    )
    assert lint.typography_faults(source) == []


def test_classes_used_leaves_variables_out():
    source = '<p class="panel {% if a %}stack{% endif %} is-{{ kind }}"></p>'
    assert lint.classes_used(source) == {"panel", "stack"}


def test_corrected_puts_text_right_and_leaves_markup():
    source = '<p class="a b">{{ n }} : l\'un ; «{% if x %} oui {% endif %}»</p>'
    wanted = (
        '<p class="a b">{{ n }}\u00a0: l’un\u202f; «\u202f{% if x %} oui {% endif %}\u202f»</p>'
    )
    assert lint.corrected(source) == wanted
