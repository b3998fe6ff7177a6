"""Reminders sent by themselves: the rules, what is due on a day, who is told, and the telling."""
