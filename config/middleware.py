"""What every answer passes on its way out."""

from django.http import HttpResponseNotAllowed
from django.template.loader import render_to_string


def explain_wrong_method(get_response):
    """Give the blank refusal of a method the page that other errors have.

    Django has handlers for 400, 403, 404 and 500 only. Status and headers stay.
    """

    def answer(request):
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = render_to_string("405.html", request=request)
        return response

    return answer
