"""ChatterBot over JSON Lines; run by `benchmarks.rankers` in an interpreter that has it, and needs nothing else.

{"train": {"text", "label"}} lines, then {"query"} lines; after each {"flush"} comes one line: {} once all is learnt,
the reply to a query, or {"error"}. The label is what ChatterBot is taught to answer.
"""

import json
import sys
import tempfile
from typing import Any


def opened(folder: str) -> tuple[Any, Any]:
    from chatterbot import ChatBot  # type: ignore[import-not-found]  # in its own interpreter only
    from chatterbot.tagging import LowercaseTagger  # type: ignore[import-not-found]  # same
    from chatterbot.trainers import ListTrainer  # type: ignore[import-not-found]  # same

    # The default tagger needs a spaCy model, which is no part of ChatterBot's installation.
    bot = ChatBot("peer", database_uri=f"sqlite:///{folder}/chat.sqlite3", tagger=LowercaseTagger, read_only=True)
    return bot, ListTrainer(bot, show_training_progress=False)


def serve(bot: Any, trainer: Any) -> None:
    due: dict[str, Any] = {}
    for line in sys.stdin:
        said = json.loads(line)
        if "train" in said:
            trainer.train([said["train"]["text"], said["train"]["label"]])
        elif "query" in said:
            reply = bot.get_response(said["query"])
            due = {"label": reply.text, "score": float(reply.confidence)}
        else:
            print(json.dumps(due), flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            serve(*opened(folder))
        except (Exception, SystemExit) as error:  # whatever it is, it is the reason why its rows are not run
            print(json.dumps({"error": f"{type(error).__name__}: {error}".split("\n")[0]}), flush=True)


if __name__ == "__main__":
    main()
