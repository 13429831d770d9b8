"""One renderer for every form: label, hint, control, error, in that order and linked by id.

The ids are Django's own: `id_x_helptext` and `id_x_error`, which Django already writes into
aria-describedby. Use `TandemForm` for every form, `DraftForm` for one that may be saved unfinished.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.renderers import TemplatesSetting

from tandem.domain.kernel.french import SPACE
from tandem.web.theme.messages import speak_french

LONG_CHOICE = 24
FEW_CHOICES = 4


class BoundField(forms.BoundField):
    """A field with its data, that knows how it is drawn."""

    @property
    def kind(self) -> str:
        """hidden, check (one box), choices (radios or boxes), group (several inputs) or input."""
        widget = self.field.widget
        if widget.is_hidden:
            return "hidden"
        if isinstance(widget, forms.CheckboxInput):
            return "check"
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return "choices"
        return "group" if widget.use_fieldset else "input"

    @property
    def is_optional(self) -> bool:
        """Whether « (facultatif) » stands in the label; a single box never says it."""
        return self.kind != "check" and getattr(self.field, "is_optional", not self.field.required)

    @property
    def has_long_choices(self) -> bool:
        """Whether the choices stand one under the other."""
        labels = [str(option.choice_label) for option in self.subwidgets]
        return len(labels) > FEW_CHOICES or any(len(label) > LONG_CHOICE for label in labels)

    @property
    def displayed(self) -> str:
        """The value in words, for a field that is shown and cannot be changed."""
        value = self.value()
        choices = dict(getattr(self.field, "choices", ()) or ())
        several = value if isinstance(value, list | tuple) else [value]
        return ", ".join(str(choices.get(each, each)) for each in several if each not in (None, ""))

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Any = None) -> dict[str, Any]:
        """Django's attributes, plus our class; aria-invalid is not for a radio (its group says it)."""
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if widget.use_fieldset:
            attrs.pop("aria-invalid", None)
        is_drawn_bare = widget.is_hidden or widget.use_fieldset
        if not is_drawn_bare and not isinstance(widget, forms.CheckboxInput):
            own = (widget.attrs.get("class", ""), attrs.get("class", ""))
            attrs["class"] = " ".join(("input", *filter(None, own)))
        return attrs


class Renderer(TemplatesSetting):
    """FORM_RENDERER: `{{ form }}`, `{{ field.as_field_group }}` and our tags draw the same HTML."""

    form_template_name = "theme/forms/form.html"
    field_template_name = "theme/forms/field.html"
    bound_field_class = BoundField


class TandemForm(forms.Form):
    """A form whose errors speak French and give an example.

    `examples` maps the name of a field to a valid value that its messages quote.
    """

    default_renderer = Renderer
    use_required_attribute = False
    examples: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            speak_french(field, self.examples.get(name, ""))


class DraftForm(TandemForm):
    """A form that may be saved unfinished: the rules, beside it, say what is missing.

    Nothing is required, and only the fields named in `optional` say « (facultatif) ».
    """

    optional: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.required = False
            field.is_optional = name in self.optional


@dataclass(frozen=True, slots=True)
class ErrorEntry:
    """A line of the error summary; `target` is an id, or empty for an error of the whole form."""

    text: str
    target: str = ""


def error_entries(forms_: Iterable[forms.BaseForm]) -> list[ErrorEntry]:
    """Every error of these forms, whole-form errors first, then field by field in form order."""
    entries = []
    for form in forms_:
        entries += [ErrorEntry(str(text)) for text in form.non_field_errors()]
        for name in form.errors:
            if name != NON_FIELD_ERRORS:
                bound = form[name]
                target = "" if bound.is_hidden else focus_id(bound)
                entries += [
                    ErrorEntry(labelled(bound.label, text), target) for text in bound.errors
                ]
    return entries


def focus_id(bound: forms.BoundField) -> str:
    """The id of the first control of a bound field of any form."""
    return bound.id_for_label or f"{bound.auto_id}_0"


def labelled(label: str, message: str) -> str:
    """« Distance : écrivez un nombre… »; two sentences when one of them has its own punctuation."""
    if label.endswith((".", "?", "!")):
        return f"{label} {message}"
    if f"{SPACE}:" in message:
        return f"{label}. {message}"
    lowered = message if message[:2].isupper() else message[0].lower() + message[1:]
    return f"{label}{SPACE}: {lowered}"


def summary_title(entries: list[ErrorEntry]) -> str:
    """« Erreur : un champ à corriger », « Erreur : 3 champs à corriger »."""
    thing = "champ" if all(entry.target for entry in entries) else "point"
    count = f"un {thing}" if len(entries) == 1 else f"{len(entries)} {thing}s"
    return f"Erreur{SPACE}: {count} à corriger"
