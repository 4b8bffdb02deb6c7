"""Letters to people, by the SMTP server of the settings; without one nothing is sent, and pages say another way."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

import structlog

from app.settings import Settings

PATIENCE = 20  # seconds
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
log = structlog.get_logger("cairn")


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    text: str


def can_write(settings: Settings) -> bool:
    return bool(settings.smtp_url)


def post(settings: Settings, letter: Letter) -> None:
    """Sends it, in the calling thread. What goes wrong is in the log: the page has been answered by then, and the same
    whether there was anybody to write to."""
    try:
        _send(settings, letter)
    except (OSError, smtplib.SMTPException) as error:
        log.error("a letter was not sent", subject=letter.subject, reason=str(error))


def _send(settings: Settings, letter: Letter) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, letter.to, letter.subject
    message["Date"], message["Message-ID"] = formatdate(localtime=False), make_msgid(domain="cairn.invalid")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    url = urlsplit(settings.smtp_url)
    host, port = url.hostname or "localhost", url.port or PORTS[url.scheme]
    trust = ssl.create_default_context()
    server = (
        smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=trust)
        if url.scheme == "smtps"
        else smtplib.SMTP(host, port, timeout=PATIENCE)
    )
    with server:
        if url.scheme == "smtp+starttls":
            server.starttls(context=trust)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message)
