"""The translation desk: every text in every language, with its state.

The PO files are the only source. Rooms, from the bottom: `texts` (the nouns), `checks`
(what a translation may be), `catalogues` (PO files of this repository), `sheets` and
`pofiles` (files of partners), `exchange` (what an import changes), `status` (shares).
"""
