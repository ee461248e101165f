-- Old code survives: only a new index.
-- An entry has an id of our own for its request. The id that the caller sent is beside the address, where it can be
-- erased, and the audit log finds entries by either.
create index events_client_request
  on events (workspace_id, (substring(personal from '"clientRequestId":"([^"\\]{1,200})"')))
  where substring(personal from '"clientRequestId":"([^"\\]{1,200})"') is not null;
