"""Personal data as those see it who need not know it (facts G5: keep three and four digits of a phone)."""


def mask_phone(phone: str) -> str:
    """138****1234; a shorter number keeps its last two digits only."""
    if len(phone) < 8:
        return "*" * max(len(phone) - 2, 0) + phone[-2:]
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"


def mask_email(email: str) -> str:
    """z***@example.gov.cn; the domain tells the body, not the person."""
    local, at, domain = email.partition("@")
    return f"{local[:1]}***{at}{domain}" if at else "***" * bool(email)
