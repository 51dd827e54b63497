"""A wizard storage that keeps nothing: answers are rows, the step is in the URL.

So a draft outlives the browser that began it, and two people may work on two pages.
"""

from formtools.wizard.storage.base import BaseStorage


class AnswerStorage(BaseStorage):
    def __init__(self, prefix, request=None, file_storage=None):
        super().__init__(prefix, request, file_storage)
        self.init_data()
        self.current_step = request.resolver_match.kwargs.get("step")
