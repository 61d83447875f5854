"""`doctor`: what a serving process would meet, and what to mend."""

import json
from dataclasses import asdict

import typer

from bot.cli.opening import AsJson, Failure


def doctor(as_json: AsJson = False) -> None:
    """Look at settings, content, database, clock, Telegram and mail; change nothing; say what to mend."""
    from bot.doctor import examine, exit_code

    findings = examine()
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            mend = f"\n{'':18}→ {finding.mend}" if finding.mend else ""
            typer.echo(f"{finding.health.value:7}{finding.what:10} {finding.text}{mend}")
    if code := exit_code(findings):
        raise Failure(code)
