"""A reply as the machine interface shows it, and as plain text. Pure: every channel may use it."""

from typing import Any

from handlers.contract import Reply, SourceLine


def as_object(reply: Reply) -> dict[str, Any]:
    """The `ask` object without "id": ready for JSON, every key always there."""
    return {
        "kind": reply.kind.value,
        "text": reply.text,
        "topic": reply.topic,
        "lang": reply.language,
        "confidence": round(min(max(reply.confidence, 0.0), 1.0), 4),
        "sources": [_source(source) for source in reply.sources],
        "choices": [{"id": choice.id, "text": choice.text} for choice in reply.choices],
        "files": [{"name": file.name, "type": file.type} for file in reply.attachments],
    }


def as_text(reply: Reply) -> str:
    """The reply where there are no buttons: its text, the numbered choices, the sources."""
    parts = [reply.text]
    if reply.choices:
        parts.append("\n".join(f"{n}. {choice.text}" for n, choice in enumerate(reply.choices, 1)))
    if reply.sources:
        heading = "来源：" if reply.language == "zh" else "Sources:"
        parts.append("\n".join([heading, *(f"· {_source_line(source)}" for source in reply.sources)]))
    return "\n\n".join(parts)


def _source(source: SourceLine) -> dict[str, str]:
    shown = {"id": source.id, "title": source.title, "section": source.section}
    return shown | ({"address": source.address} if source.address else {})


def _source_line(source: SourceLine) -> str:
    return " · ".join(part for part in (source.title, source.section, source.address) if part)
