-- Old code does not survive: it records refusals in the column's old name.
alter table request_refusals rename column mend to fix;
