-- Old code survives until the first session is logged; it cannot show flights without airports.

-- A session in a simulator is a record of the same kind as a flight, on a device, without airports.
alter table flights alter column from_airport drop not null, alter column to_airport drop not null;
