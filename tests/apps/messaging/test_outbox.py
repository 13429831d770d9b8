"""The outbox: a mail is written with its cause, sent once, and tried again when sending fails."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import EmailMessage
from django.db import transaction
from django_q.models import Schedule

from tandem.apps.foundation import clock
from tandem.apps.messaging import jobs, selectors, services
from tandem.apps.messaging.models import Message
from tests.apps.race import race
from tests.world import NOW

MINUTE = timedelta(minutes=1)


def write(key: str = "a", **changes: object) -> Message:
    values = {"to": "bam@example.org", "subject": "Objet é", "body": "Texte « é »", "at": NOW}
    return services.write(key=key, **{**values, **changes})


class Mailbox:
    """What a real SMTP server receives; `answer` is what it says to each mail."""

    def __init__(self) -> None:
        self.answer = "250 Message accepted"
        self.received: list[str] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            self.received.append(envelope.content.decode())
        return self.answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def server(mailbox: Mailbox, port: int) -> Iterator[None]:
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


@pytest.fixture
def port(settings) -> int:
    """A port to which the platform sends, where nobody answers yet."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    return settings.EMAIL_PORT


@pytest.mark.django_db
def test_write_twice_for_one_cause_keeps_the_first():
    first, second = write(), write(to="autre@example.org")
    assert (first.pk, second.to) == (second.pk, "bam@example.org")
    assert Message.objects.count() == 1
    assert str(first) == "Objet é → bam@example.org"


@pytest.mark.django_db
def test_write_in_an_act_rolled_back_leaves_nothing():
    @transaction.atomic
    def fail() -> None:
        write()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_send_gives_the_mail_to_a_real_server_once(port):
    message, mailbox = write(), Mailbox()
    with server(mailbox, port):
        assert services.send_waiting(at=NOW) == (1, 0)
        assert services.send_waiting(at=NOW + MINUTE) == (0, 0)
    (received,) = mailbox.received
    assert f"Message-ID: <{message.pk}@localhost>" in received
    assert "To: bam@example.org" in received
    assert "Subject: =?utf-8?q?Objet_=C3=A9?=" in received
    message.refresh_from_db()
    assert (message.sent_at, message.attempts, message.last_error) == (NOW, 1, "")


@pytest.mark.django_db
def test_send_while_the_server_is_down_waits_then_succeeds(port):
    message, mailbox = write(), Mailbox()
    assert services.send_waiting(at=NOW) == (0, 1)
    message.refresh_from_db()
    assert (message.sent_at, message.claimed_at, message.attempts) == (None, None, 1)
    assert message.next_attempt_at == NOW + MINUTE
    assert "refused" in message.last_error
    with server(mailbox, port):
        assert services.send_waiting(at=NOW + MINUTE / 2) == (0, 0)
        assert services.send_waiting(at=NOW + MINUTE) == (1, 0)
    assert len(mailbox.received) == 1
    message.refresh_from_db()
    assert (message.sent_at, message.attempts, message.last_error) == (NOW + MINUTE, 2, "")


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["550 No such mailbox", "451 Try again later"])
def test_send_refused_by_the_server_keeps_its_answer(port, answer):
    message, mailbox = write(), Mailbox()
    mailbox.answer = answer
    with server(mailbox, port):
        assert services.send_waiting(at=NOW) == (0, 1)
        message.refresh_from_db()
        assert answer.split(" ", 1)[1] in message.last_error
        mailbox.answer = "250 Message accepted"
        assert services.send_waiting(at=NOW + MINUTE) == (1, 0)
    assert len(mailbox.received) == 1


@pytest.mark.django_db
def test_send_goes_on_after_a_failure(port):
    """One address that the server refuses does not hold the others back."""

    class Choosy(Mailbox):
        async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
            if address.startswith("perdu"):
                return "550 No such mailbox"
            envelope.rcpt_tos.append(address)
            return "250 OK"

    write("a", to="perdu@example.org")
    write("b", to="bam@example.org")
    mailbox = Choosy()
    with server(mailbox, port):
        assert services.send_waiting(at=NOW) == (1, 1)
    assert [re.search(r"To: (\S+)", mail)[1] for mail in mailbox.received] == ["bam@example.org"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("attempts", "minutes"), [(0, 1), (1, 2), (2, 4), (8, 256), (9, 360), (80, 360), (30_000, 360)]
)
def test_wait_doubles_up_to_six_hours_and_never_breaks(port, attempts, minutes):
    message = write()
    Message.objects.update(attempts=attempts)
    assert services.send_waiting(at=NOW) == (0, 1)
    message.refresh_from_db()
    assert message.next_attempt_at - NOW == minutes * MINUTE


@pytest.mark.django_db
def test_claim_of_a_dead_sender_lapses(mailoutbox: list[EmailMessage]):
    """A sender that died before noting the sending leaves its claim; another takes it later."""
    message = write()
    assert services._claim(NOW).pk == message.pk
    assert services._claim(NOW + services.CLAIM) is None
    after = NOW + services.CLAIM + timedelta(microseconds=1)
    assert services.send_waiting(at=after) == (1, 0)
    message.refresh_from_db()
    assert (message.sent_at, message.attempts) == (after, 2)
    assert [mail.extra_headers["Message-ID"] for mail in mailoutbox] == [
        f"<{message.pk}@localhost>"
    ]


@pytest.mark.django_db
def test_send_takes_the_oldest_first_and_stops_at_the_limit(mailoutbox):
    for key, minutes in (("b", 2), ("a", 1), ("c", 3)):
        write(key, subject=key, at=NOW - minutes * MINUTE)
    assert services.send_waiting(at=NOW, limit=2) == (2, 0)
    assert [mail.subject for mail in mailoutbox] == ["c", "b"]
    assert services.send_waiting(at=NOW) == (1, 0)


@pytest.mark.django_db
def test_waiting_counts_what_is_not_sent():
    assert selectors.waiting() == selectors.Waiting(0, None)
    write("a", at=NOW)
    write("b", at=NOW - MINUTE)
    assert selectors.waiting() == selectors.Waiting(2, NOW - MINUTE)
    services.send_waiting(at=NOW)
    assert selectors.waiting() == selectors.Waiting(0, None)


@pytest.mark.django_db
def test_job_sends_at_the_present_instant(mailoutbox):
    write()
    with clock.fixed(NOW - MINUTE):
        assert jobs.send() == "0 sent, 0 to try again"
    with clock.fixed(NOW):
        assert jobs.send() == "1 sent, 0 to try again"
    assert len(mailoutbox) == 1


@pytest.mark.django_db
def test_job_is_planned_once():
    jobs.plan()
    jobs.plan()
    planned = Schedule.objects.get()
    assert (planned.func, planned.schedule_type, planned.minutes) == (jobs.SEND, "I", 1)


@pytest.mark.django_db(transaction=True)
def test_senders_at_the_same_time_never_send_a_mail_twice(port):
    keys = {str(write(str(number), subject=f"Mail {number}").pk) for number in range(24)}
    mailbox = Mailbox()
    with server(mailbox, port):
        counts = race(4, lambda _: services.send_waiting(at=NOW))
    assert sum(sent for sent, _ in counts) == 24
    assert sum(failed for _, failed in counts) == 0
    received = [re.search(r"Message-ID: <([^@]+)@", mail)[1] for mail in mailbox.received]
    assert sorted(received) == sorted(keys)
    assert set(Message.objects.values_list("attempts", flat=True)) == {1}
