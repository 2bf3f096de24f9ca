-- Documents of an existing index lack company_uuid. PostgreSQL answers until the worker has rebuilt the index of contacts.
update sync_state set indexed_lsn = null, indexed_at = null;
