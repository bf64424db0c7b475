"""The command line, `qa`: the composition root. It alone imports `api` and `evals`, inside its commands.

Exit codes: 0 answered or gates hold, 1 error, 2 wrong usage, 3 abstained, 4 a gate fell, 130 interrupted.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

from qa.cli import answers, articles, options, questions, service
from qa.cli.exits import run


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `qa` and return its exit code."""
    return run(cli, arguments)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dateline")
@options.data_dir
def cli() -> None:
    """Answer questions from news articles, each answer with its exact quotes.

    Exit codes: 0 answered or gates hold, 1 error, 2 wrong usage, 3 abstained, 4 a gate fell, 130 interrupted.
    """


for command in (
    *(questions.ask, questions.search, questions.chat, questions.timeline, questions.batch),
    *(answers.history, answers.verify, answers.cite, answers.feedback),
    *(articles.index, articles.tag, articles.remove, articles.repair, articles.export, articles.status),
    *(service.serve, service.key, service.models, service.doctor, service.measure),
):
    cli.add_command(command)
