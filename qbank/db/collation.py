"""The order of texts on a server: that of their code points, as in a file, whatever the database's locale.

Ranges of ids and tags, the order of listings and the page after a question all rest on it. A locale compares
`a-b` with `ab` as if the hyphen were not there, and another release of its library compares otherwise.
"""

from sqlalchemy import Connection

_OTHERWISE = """
    SELECT quote_ident(c.relname), quote_ident(a.attname), format_type(a.atttypid, a.atttypmod)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_collation o ON o.oid = a.attcollation
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attnum > 0
        AND NOT a.attisdropped AND o.collname <> 'C'
    ORDER BY c.relname, a.attnum
"""


def compare_by_code_point(connection: Connection) -> None:
    """Give every column of text the collation C; those that a migration has just made have another one.

    No row is written for it: PostgreSQL only makes the column's indexes anew.
    """
    for table, column, kind in connection.exec_driver_sql(_OTHERWISE).all():
        connection.exec_driver_sql(f'ALTER TABLE {table} ALTER COLUMN {column} TYPE {kind} COLLATE "C"')
