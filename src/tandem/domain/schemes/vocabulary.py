"""The closed lists that schemes, forms and rules share. Labels are French, for the screen."""

from __future__ import annotations

from enum import StrEnum


class StructureKind(StrEnum):
    """What a structure is, as the calls tell them apart (`domain.md` §2.9, §6.3)."""

    PUBLIC_HOSPITAL = "EPS"
    PRISON_UNIT = "USMP"
    PUBLIC_PREVENTION = "PREVENTION_PUBLIQUE"
    PUBLIC_NURSING_HOME = "EHPAD_PUBLIC"
    OTHER_NURSING_HOME = "EHPAD_AUTRE"
    NON_PROFIT_HOSPITAL = "ESPIC"
    PRIVATE_HOSPITAL = "PRIVE"
    HEALTH_CENTRE = "CENTRE_SANTE"
    GROUP_PRACTICE_HOUSE = "MSP"
    OTHER = "AUTRE"


STRUCTURE_LABELS: dict[StructureKind, str] = {
    StructureKind.PUBLIC_HOSPITAL: "établissement public de santé",
    StructureKind.PRISON_UNIT: "unité sanitaire en milieu pénitentiaire (USMP)",
    StructureKind.PUBLIC_PREVENTION: "dispositif public de prévention (CeGIDD, vaccination, CLAT)",
    StructureKind.PUBLIC_NURSING_HOME: "EHPAD public",
    StructureKind.OTHER_NURSING_HOME: "EHPAD privé",
    StructureKind.NON_PROFIT_HOSPITAL: "établissement privé d’intérêt collectif (ESPIC)",
    StructureKind.PRIVATE_HOSPITAL: "établissement privé",
    StructureKind.HEALTH_CENTRE: "centre de santé",
    StructureKind.GROUP_PRACTICE_HOUSE: "maison de santé pluriprofessionnelle",
    StructureKind.OTHER: "autre structure",
}


class Profession(StrEnum):
    """Who may hold the post."""

    DOCTOR = "MEDECIN"
    DENTIST = "ODONTOLOGISTE"
    PHARMACIST = "PHARMACIEN"
    OTHER = "AUTRE"


PROFESSION_LABELS: dict[Profession, str] = {
    Profession.DOCTOR: "médecin",
    Profession.DENTIST: "odontologiste",
    Profession.PHARMACIST: "pharmacien",
    Profession.OTHER: "autre profession",
}


class Mission(StrEnum):
    """What the assistant does."""

    CLINICAL = "clinique"
    TEACHING = "pedagogie_enseignement"
    RESEARCH = "recherche"


MISSION_LABELS: dict[Mission, str] = {
    Mission.CLINICAL: "activité clinique",
    Mission.TEACHING: "pédagogie et enseignement",
    Mission.RESEARCH: "recherche",
}


class FilerRole(StrEnum):
    """In which quality someone files a dossier."""

    RECRUITER_BAM = "BAM_RECRUTEUR"
    PARTNER = "PARTENAIRE"
    AGENCY = "AGENCE"
    CANDIDATE = "CANDIDAT"


class Section(StrEnum):
    """The written sections of a dossier, in the order of the form."""

    RECRUITER = "recruteur"
    PARTNER = "partenaire"
    PROJECT = "projet"
    TIME = "temps"
    CANDIDATE = "candidat"
    FUNDING = "financement"
    DOCUMENTS = "pieces"
    CERTIFICATION = "certification"


SECTION_LABELS: dict[Section, str] = {
    Section.RECRUITER: "Recruteur",
    Section.PARTNER: "Partenaire",
    Section.PROJECT: "Projet médical",
    Section.TIME: "Temps partagé",
    Section.CANDIDATE: "Candidat",
    Section.FUNDING: "Financement",
    Section.DOCUMENTS: "Avis et pièces",
    Section.CERTIFICATION: "Certification",
}


class DocumentKind(StrEnum):
    """The expected documents (`domain.md` §6.3 G). `FREE` is anything else."""

    MEDICAL_PROJECT = "projet_medical"
    PARTNER_COMMITMENT = "lettre_engagement"
    HEAD_OF_DEPARTMENT_OPINION = "avis_chef_pole"
    MEDICAL_BOARD_OPINION = "avis_cme"
    DRAFT_AGREEMENT = "projet_convention"
    JOB_DESCRIPTION = "fiche_poste"
    CANDIDATE_CV = "cv_candidat"
    FREE = "autre"


DOCUMENT_LABELS: dict[DocumentKind, str] = {
    DocumentKind.MEDICAL_PROJECT: "Projet médical partagé",
    DocumentKind.PARTNER_COMMITMENT: "Lettre d’engagement du partenaire",
    DocumentKind.HEAD_OF_DEPARTMENT_OPINION: "Avis du chef de pôle",
    DocumentKind.MEDICAL_BOARD_OPINION: "Avis du président de CME",
    DocumentKind.DRAFT_AGREEMENT: "Projet de convention de partage",
    DocumentKind.JOB_DESCRIPTION: "Fiche de poste",
    DocumentKind.CANDIDATE_CV: "CV du candidat",
    DocumentKind.FREE: "Autre pièce",
}


class Due(StrEnum):
    """When a rule must hold: for the call itself, at filing, or when the post starts."""

    CALL = "call"
    FILING = "filing"
    START = "start"


DUE_LABELS: dict[Due, str] = {
    Due.CALL: "l’ouverture de l’appel",
    Due.FILING: "le dépôt",
    Due.START: "la prise de poste",
}
