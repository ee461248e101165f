-- Old code survives: it writes the day itself.

-- A package without a first day is drawn by every charge that is made after it was bought.
alter table finance_packages alter column starts_on drop not null;
