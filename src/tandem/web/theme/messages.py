"""What a field says when it is wrong: what to write, with a valid example (design, §6)."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms

Messages = dict[str, str]

AT_MOST = "Écrivez %(limit_value)d signes au plus\u00a0: il y en a %(show_value)d."
AT_LEAST = "Écrivez au moins %(limit_value)d signes\u00a0: il y en a %(show_value)d."
NOT_IN_LIST = "Choisissez une réponse de la liste."
ANY = "Remplissez ce champ{example}."
LIMITS: Mapping[str, str] = {
    "min_value": "Écrivez un nombre au moins égal à %(limit_value)s.",
    "max_value": "Écrivez un nombre au plus égal à %(limit_value)s.",
    "max_digits": "Écrivez un nombre plus court\u00a0: %(max)s chiffres au plus.",
    "max_decimal_places": "Écrivez %(max)s chiffres au plus après la virgule.",
    "max_whole_digits": "Écrivez un nombre plus petit\u00a0: %(max)s chiffres au plus avant la virgule.",
}

KINDS: tuple[tuple[type[forms.Field], Messages], ...] = (
    (
        forms.MultipleChoiceField,
        {
            "required": "Cochez au moins une réponse.",
            "invalid_choice": NOT_IN_LIST,
            "invalid_list": NOT_IN_LIST,
        },
    ),
    (
        forms.ModelMultipleChoiceField,
        {
            "required": "Cochez au moins une réponse.",
            "invalid_choice": NOT_IN_LIST,
            "invalid_list": NOT_IN_LIST,
            "invalid_pk_value": NOT_IN_LIST,
        },
    ),
    (
        forms.ChoiceField,
        {"required": "Choisissez une réponse.", "invalid_choice": NOT_IN_LIST},
    ),
    (
        forms.ModelChoiceField,
        {"required": "Choisissez une réponse.", "invalid_choice": NOT_IN_LIST},
    ),
    (forms.BooleanField, {"required": "Cochez cette case pour continuer."}),
    (
        forms.FileField,
        {
            "required": "Joignez un fichier{example}.",
            "missing": "Joignez un fichier{example}.",
            "invalid": "Le fichier n’est pas arrivé\u00a0: joignez-le de nouveau.",
            "empty": "Ce fichier est vide\u00a0: joignez un fichier avec un contenu.",
            "max_length": "Donnez au fichier un nom de %(max)d signes au plus.",
        },
    ),
    (
        forms.DateTimeField,
        {
            "required": "Écrivez un jour et une heure{example}.",
            "invalid": "Écrivez un jour et une heure{example}.",
        },
    ),
    (
        forms.DateField,
        {"required": "Écrivez une date{example}.", "invalid": "Écrivez une date{example}."},
    ),
    (
        forms.DecimalField,
        {"required": "Écrivez un nombre{example}.", "invalid": "Écrivez un nombre{example}."},
    ),
    (
        forms.IntegerField,
        {
            "required": "Écrivez un nombre entier{example}.",
            "invalid": "Écrivez un nombre entier{example}.",
        },
    ),
    (
        forms.EmailField,
        {
            "required": "Écrivez une adresse électronique{example}.",
            "invalid": "Écrivez une adresse électronique complète{example}.",
        },
    ),
)
EXAMPLES: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.DateTimeField, "26/05/2025 12:00"),
    (forms.DateField, "26/05/2025"),
    (forms.DecimalField, "41,5"),
    (forms.IntegerField, "24"),
    (forms.EmailField, "prenom.nom@hopital.example"),
    (forms.FileField, "projet-medical.pdf"),
)


def messages_for(field: forms.Field, example: str = "") -> Messages:
    """The messages of a field of that kind, each with `example` or the usual one of its kind."""
    own = next((found for kind, found in KINDS if isinstance(field, kind)), {"required": ANY})
    example = example or next((usual for kind, usual in EXAMPLES if isinstance(field, kind)), "")
    shown = f", par exemple\u00a0{example}" if example else ""
    every = {"max_length": AT_MOST, "min_length": AT_LEAST, **LIMITS, **own}
    return {code: text.replace("{example}", shown) for code, text in every.items()}


def speak_french(field: forms.Field, example: str = "") -> None:
    """Replace Django's messages of `field`; those that a form or a field of ours wrote are kept."""
    stock: dict[str, object] = {}
    for kind in reversed(type(field).__mro__):
        if kind.__module__.startswith("django."):
            stock.update(getattr(kind, "default_error_messages", {}))
    wanted = messages_for(field, example)
    for code, message in wanted.items():
        if code not in field.error_messages or field.error_messages[code] is stock.get(code):
            field.error_messages[code] = message
