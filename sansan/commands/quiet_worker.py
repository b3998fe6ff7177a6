"""The worker of django-tasks-db, saying only what went wrong: its own start and stop are said by `sansan`."""

import logging

from django_tasks_db.compat import TASKS_LOGGER
from django_tasks_db.management.commands.db_worker import Command, logger


class QuietWorker(Command):
    """Failures of jobs are logged with their traceback; starting, stopping and succeeding are not."""

    def configure_logging(self, verbosity: int) -> None:
        logger.setLevel(logging.ERROR)
        logging.getLogger(TASKS_LOGGER).setLevel(logging.ERROR)
