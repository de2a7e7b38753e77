"""The OpenSubsonic face of the library (https://opensubsonic.netlify.app): `/rest/<method>` for music apps.

`door` lets in, `calls` reads parameters and finds the method, `answers` writes XML or JSON, `documents` shows rows as
the protocol names them; the other modules are the methods by subject.
"""
