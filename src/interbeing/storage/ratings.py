"""Private ratings, and the choices to show them, as papers about a session."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from interbeing.domain.emotion import Emotion
from interbeing.domain.rating import Aspect, Rater, Rating, is_shown
from interbeing.domain.session import Session
from interbeing.storage.connect import Connection
from interbeing.storage.papers import Paper, PaperKind, about_of, add_paper, papers_about, papers_of
from interbeing.storage.seal import Seal


def add_rating(connection: Connection, seal: Seal, rating: Rating) -> None:
    """Keep a rating; one that is there already stays as it is."""
    content = {
        "rater": rating.rater.value,
        "felt": {emotion.value: strength for emotion, strength in rating.felt.items()},
        "aspects": {aspect.value: value for aspect, value in rating.aspects.items()},
    }
    about, at = rating.session_id, rating.rated_at
    add_paper(connection, seal, Paper(rating.rating_id, rating.patient_id, PaperKind.RATING, about, at, content))


def add_choice(connection: Connection, seal: Seal, session: Session, rater: Rater, at: datetime) -> None:
    """Keep that this rater chose to show both."""
    content = {"rater": rater.value}
    paper = Paper(uuid4(), session.patient_id, PaperKind.SHOWING, session.session_id, at, content)
    add_paper(connection, seal, paper)


def ratings_of(connection: Connection, seal: Seal, session_id: UUID) -> dict[Rater, Rating]:
    """Give the ratings of one session."""
    return {one.rater: one for one in map(_rating, papers_about(connection, seal, session_id, PaperKind.RATING))}


def chosen_in(connection: Connection, seal: Seal, session_id: UUID) -> frozenset[Rater]:
    """Say who chose to show the ratings of one session."""
    return _raters(papers_about(connection, seal, session_id, PaperKind.SHOWING))


def shown_in(connection: Connection, seal: Seal, session_id: UUID) -> tuple[Rating, ...]:
    """Give both ratings of one session once both are in and both chose to show them; else none."""
    ratings = ratings_of(connection, seal, session_id)
    return tuple(ratings.values()) if is_shown(ratings, chosen_in(connection, seal, session_id)) else ()


def ratings_by_session(connection: Connection, seal: Seal, patient_id: UUID) -> dict[UUID, dict[Rater, Rating]]:
    """Give every rating of a patient's sessions, by session."""
    found: dict[UUID, dict[Rater, Rating]] = {}
    for rating in map(_rating, papers_of(connection, seal, patient_id, PaperKind.RATING)):
        found.setdefault(rating.session_id, {})[rating.rater] = rating
    return found


def chosen_by_session(connection: Connection, seal: Seal, patient_id: UUID) -> dict[UUID, frozenset[Rater]]:
    """Say who chose to show, by session."""
    found: dict[UUID, list[Paper]] = {}
    for paper in papers_of(connection, seal, patient_id, PaperKind.SHOWING):
        found.setdefault(about_of(paper), []).append(paper)
    return {session_id: _raters(papers) for session_id, papers in found.items()}


def kept_private(connection: Connection, seal: Seal, patient_id: UUID) -> frozenset[UUID]:
    """Give the ids of the ratings that nobody but their rater may see yet."""
    chosen = chosen_by_session(connection, seal, patient_id)
    every = ratings_by_session(connection, seal, patient_id)
    hidden = (ratings for session_id, ratings in every.items() if not is_shown(ratings, chosen.get(session_id, ())))
    return frozenset(rating.rating_id for ratings in hidden for rating in ratings.values())


def _rating(paper: Paper) -> Rating:
    content = paper.content
    return Rating(
        rating_id=paper.paper_id,
        session_id=about_of(paper),
        patient_id=paper.patient_id,
        rater=Rater(content["rater"]),
        felt={Emotion(name): strength for name, strength in content["felt"].items()},
        aspects={Aspect(name): value for name, value in content["aspects"].items()},
        rated_at=paper.written_at,
    )


def _raters(papers: Iterable[Paper]) -> frozenset[Rater]:
    return frozenset(Rater(paper.content["rater"]) for paper in papers)
