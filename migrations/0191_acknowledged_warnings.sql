-- Old code survives: flights that it approves have no acknowledged warnings.

-- The codes of what was wrong with the flight as flown, which the approver said that they saw. Null: nobody was asked.
alter table flights add column acknowledged_warnings text[];
