"""The cast: a few named people whom a newcomer can be, and those who hold the other roles."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tandem.apps.accounts.actor import Actor
from tandem.apps.accounts.models import Agency, Membership, Role, User
from tandem.apps.accounts.selectors import actor_for
from tandem.apps.territory.models import Structure
from tandem.commands.demonstration.places import Places

SINCE = date(2024, 1, 1)
JURORS = (
    ("Dre", "Ysaline", "Courvoisier", "Praticienne hospitalière, gériatrie"),
    ("M.", "Gaspard", "Niel", "Directeur d’établissement"),
    ("Dr", "Octave", "Brémond", "Professeur des universités, praticien hospitalier"),
    ("Dre", "Maud", "Lecointre", "Praticienne hospitalière, psychiatrie"),
    ("M.", "Isidore", "Vasseur", "Représentant des usagers"),
    ("Dre", "Clémence", "Aubertin", "Pharmacienne hospitalière"),
    ("Dr", "Lazare", "Morvan", "Président de commission médicale d’établissement"),
    ("Mme", "Philippine", "Sorel", "Déléguée départementale de l’agence"),
)


@dataclass
class Cast:
    """Who is who. Offices and directions are made for each structure that needs one."""

    officer: User
    signatory: User
    jurors: list[User]
    offices: dict[object, User] = field(default_factory=dict)
    directions: dict[object, User] = field(default_factory=dict)

    def officer_actor(self, on: date) -> Actor:
        """The officer who screens."""
        return actor_for(self.officer, on)

    def signatory_actor(self, on: date) -> Actor:
        """The signatory who decides."""
        return actor_for(self.signatory, on)

    def office_of(self, structure: Structure, on: date) -> Actor:
        """The medical affairs office of a structure."""
        if structure.pk not in self.offices:
            index = len(self.offices) + 1
            self.offices[structure.pk] = _other("Bureau", f"Médical {index}", Role.BAM, structure)
        return actor_for(self.offices[structure.pk], on)

    def direction_of(self, structure: Structure, on: date) -> Actor:
        """The direction of a structure."""
        if structure.pk not in self.directions:
            index = len(self.directions) + 1
            who = _other("Direction", f"Partenaire {index}", Role.DIRECTION, structure)
            self.directions[structure.pk] = who
        return actor_for(self.directions[structure.pk], on)


def _person(
    name: tuple[str, str, str], position: str, *, domain: str, is_shown: bool = True
) -> User:
    civility, first, last = name
    local = f"{first}.{last}".lower().replace(" ", "-")
    plain = local.translate(str.maketrans("éèêëïîôœàâç", "eeeeiiooaac"))
    return User.objects.create_user(
        f"{plain}@{domain}.example",
        civility=civility,
        first_name=first,
        last_name=last,
        position=position,
        phone="01 99 00 00 00",
        is_demonstration=is_shown,
    )


def _hold(user: User, role: Role, place: Structure | Agency) -> User:
    kind = "agency" if isinstance(place, Agency) else "structure"
    Membership.objects.create(user=user, role=role, starts_on=SINCE, **{kind: place})
    return user


def _other(first: str, last: str, role: Role, place: Structure) -> User:
    person = _person(("", first, last), "Fonction fictive", domain="hopital", is_shown=False)
    return _hold(person, role, place)


def create(places: Places) -> Cast:
    """Anaïs files, Solène agrees, Tarek screens, Joséphine decides, Ysaline and others mark."""
    agency, pair = places.agency, places.pairs[0]
    bam = _person(("Mme", "Anaïs", "Delorme"), "Bureau des affaires médicales", domain="hopital")
    head = _person(("Mme", "Solène", "Aubrac"), "Directrice", domain="institut")
    officer = _person(("M.", "Tarek", "Belhadj"), "Chargé d’instruction", domain="ars")
    title = "directrice adjointe de l’offre de soins"
    signatory = _person(("Mme", "Joséphine", "Okoye"), title, domain="ars")
    jurors = []
    for index, (civility, first, last, quality) in enumerate(JURORS):
        name = (civility, first, last)
        juror = _person(name, quality, domain="jury", is_shown=index < 2)  # noqa: PLR2004
        jurors.append(_hold(juror, Role.JUROR, agency))
    cast = Cast(
        officer=_hold(officer, Role.AGENCY_OFFICER, agency),
        signatory=_hold(signatory, Role.AGENCY_SIGNATORY, agency),
        jurors=jurors,
    )
    cast.offices[pair.recruiter.pk] = _hold(bam, Role.BAM, pair.recruiter)
    cast.directions[pair.partner.pk] = _hold(head, Role.DIRECTION, pair.partner)
    return cast
