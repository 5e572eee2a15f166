"""The pages of numbers: what many sessions tell together, and which sessions each number stands for.

A page is a module here and a template of its name. The module has `gather(asked) -> ...`, which returns what the page
says as plain data; `<name>_body.html` draws it from that, and needs neither a request nor a server:

    asked = Asked.of([Source(slug="lake", lake=lake, facts=facts)], Filters(since=..., until=...), linked=False)
    render("overview_body.html", asked=asked, told=overview.gather(asked))

`Asked` is what is asked: some sessions of some lakes, chosen by the same filters as the list of sessions. With
`linked=False` nothing leads anywhere, for a page that is read without a server. It must never read a request.
"""
