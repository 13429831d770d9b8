"""Fictitious projects: titles, texts, weeks. Drawn from a published seed, the same each time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from tandem.apps.territory.models import Specialty

THEMES = (
    ("geriatrie", "Onco-gériatrie partagée"),
    ("endocrinologie-diabetologie-nutrition", "Endocrinologie hors les murs"),
    ("hepato-gastro-enterologie", "Hépatologie de territoire"),
    ("hematologie", "Hématologie hors les murs"),
    ("gynecologie-obstetrique", "Gynécologie de recours"),
    ("ophtalmologie", "Ophtalmologie de proximité"),
    ("anesthesie-reanimation", "Anesthésie de territoire"),
    ("pneumologie", "Pneumologie partagée"),
    ("medecine-d-urgence", "Urgences en réseau"),
    ("psychiatrie", "Psychiatrie de liaison"),
    ("medecine-intensive-reanimation", "Réanimation entre deux rives"),
    ("pediatrie", "Pédiatrie de territoire"),
    ("medecine-cardiovasculaire", "Insuffisance cardiaque, parcours gradué"),
    ("neurologie", "Filière neurovasculaire partagée"),
    ("nephrologie", "Néphrologie avancée"),
    ("radiologie-et-imagerie-medicale", "Imagerie mutualisée"),
    ("maladies-infectieuses-et-tropicales", "Infectiologie transversale"),
    ("rhumatologie", "Rhumatologie de recours"),
    ("medecine-bucco-dentaire", "Soins dentaires en EHPAD"),
    ("pharmacie-hospitaliere", "Pharmacie clinique de territoire"),
)
NEEDS = (
    "Les délais d’accès dépassent deux mois dans le territoire (donnée fictive).",
    "Deux postes sont vacants depuis plus d’un an dans le service recruteur (donnée fictive).",
    "Les patients âgés sont adressés à plus de quarante kilomètres (donnée fictive).",
    "L’activité repose sur des remplacements ponctuels (donnée fictive).",
)
CLINICS = (
    "Deux consultations avancées par semaine et une réunion de concertation commune.",
    "Participation à l’équipe mobile et aux avis entre les deux sites.",
    "Hospitalisation de jour partagée et avis spécialisés à la demande.",
)
TEACHINGS = (
    "Encadrement d’un interne par semestre et cours aux équipes des deux sites.",
    "Participation à l’enseignement facultaire et à un séminaire annuel.",
)
RESEARCHES = (
    "Inclusion de patients dans un protocole commun aux deux structures.",
    "Registre partagé et mémoire de recherche clinique.",
    "",
)
PROSPECTS = (
    (
        "Un poste de praticien hospitalier, vacant, est réservé à l’issue des deux ans. La commission "
        "médicale d’établissement l’a inscrit au tableau des effectifs. L’assistant sera accompagné "
        "vers le concours, et les deux directions s’engagent à maintenir le temps partagé."
    ),
    (
        "Les deux structures créeront un poste partagé de praticien hospitalier, financé par l’activité "
        "nouvelle. Un bilan à douze mois en vérifiera les conditions. Le pôle a inscrit ce projet dans "
        "son contrat, et le groupement le porte dans son projet médical partagé."
    ),
)
WEEKS = ("RRRRRR1111", "RRRRR11111", "RRRRRRR111", "RR11RR11RR", "RRRR11RR11")
CANDIDATES = (
    ("Dre", "Maïwenn", "Tréguer"), ("Dr", "Basile", "Corentin"), ("Dre", "Apolline", "Vernet"),
    ("Dr", "Côme", "Lasserre"), ("Dre", "Sixtine", "Marchal"), ("Dr", "Anatole", "Guérin"),
    ("Dre", "Louison", "Pasquier"), ("Dr", "Ferdinand", "Astier"), ("Dre", "Blanche", "Rivoire"),
)  # fmt: skip
OBJECTIVES = ("O1", "O2", "O3", "O4", "O5")
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Project:
    """The sections that a draw fills; structures, candidate and money come from elsewhere."""

    project: dict[str, Any]
    half_days: str
    candidate: dict[str, Any] | None


def draw_projects(seed: int) -> Iterator[Project]:
    """An endless series of fictitious projects."""
    draw = random.Random(seed)  # noqa: S311 - a published seed
    specialties = {s.code: s for s in Specialty.objects.all()}
    while True:
        for code, title in draw.sample(THEMES, len(THEMES)):
            texts = _texts(draw, specialties[code], title)
            named = _candidate(draw, title) if draw.random() < HALF else None
            yield Project(texts, draw.choice(WEEKS), named)


def _candidate(draw: random.Random, title: str) -> dict[str, Any]:
    """A fictitious candidate; no number of theirs is a real one, so none is given."""
    civility, first, last = draw.choice(CANDIDATES)
    return {
        "civility": civility,
        "first_name": first,
        "last_name": f"{last} (fictif)" if civility == "Dr" else f"{last} (fictive)",
        "email": "candidat@exemple.example",
        "diploma": f"DES, {title.lower()}"[:160],
        "diploma_on": date(2024, 10, 31),
        "thesis_on": date(2024, 9, draw.randint(1, 28)),
        "has_consolidation_phase": draw.random() < HALF,
        "months_as_assistant": 0,
        "months_as_clinic_head": 0,
    }


def _texts(draw: random.Random, specialty: Specialty, title: str) -> dict[str, Any]:
    need = draw.choice(NEEDS)
    return {
        "title": title,
        "profession": specialty.profession,
        "specialty": specialty,
        "description": f"Projet fictif de démonstration. {need} L’assistant partage sa semaine "
        "entre les deux équipes, qui écrivent ensemble le parcours des patients et leurs recours.",
        "need": need,
        "clinical": draw.choice(CLINICS),
        "teaching": draw.choice(TEACHINGS),
        "research": draw.choice(RESEARCHES),
        "objectives": sorted(draw.sample(OBJECTIVES, draw.randint(1, 3))),
        "objectives_argument": "Le projet forme un futur praticien et organise le recours.",
        "permanence": draw.choice(PROSPECTS),
        "is_renewal": False,
    }
