-- Old code survives: more kinds of charges are allowed, and a column that it does not write.

-- Fuel and services of the FBO are charged when their order is done.
alter table finance_charges drop constraint finance_charges_kind_check;
alter table finance_charges add constraint finance_charges_kind_check
  check (kind in ('rental', 'instructor_flight', 'instructor_ground', 'simulator', 'fuel_surcharge', 'landing_fee',
    'fuel_away_credit', 'dues', 'no_show', 'cancellation', 'daily_minimum', 'fuel', 'service', 'other'));

-- Prices of the FBO say no tax: what it sells bears this one.
alter table finance_sellers add column fbo_tax_code text check (length(fbo_tax_code) between 1 and 20);
