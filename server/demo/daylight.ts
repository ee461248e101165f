const RADIANS = Math.PI / 180

// The sun's height over the horizon in degrees, right to about 0.3° (Astronomical Almanac, low
// precision formulas): enough to tell a day landing of a made-up flight from one by night.
export function sunHeightDegrees(epochMinutes: number, latitude: number, longitude: number) {
  const days = epochMinutes / 1440 + 2_440_587.5 - 2_451_545
  const meanLongitude = 280.46 + 0.9856474 * days
  const anomaly = (357.528 + 0.9856003 * days) * RADIANS
  const eclipticLongitude =
    (meanLongitude + 1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly)) * RADIANS
  const obliquity = 23.439 * RADIANS
  const declination = Math.asin(Math.sin(obliquity) * Math.sin(eclipticLongitude))
  const rightAscension = Math.atan2(
    Math.cos(obliquity) * Math.sin(eclipticLongitude),
    Math.cos(eclipticLongitude),
  )
  const siderealDegrees = 280.46062 + 360.985647 * days + longitude
  const hourAngle = siderealDegrees * RADIANS - rightAscension
  const sine =
    Math.sin(latitude * RADIANS) * Math.sin(declination) +
    Math.cos(latitude * RADIANS) * Math.cos(declination) * Math.cos(hourAngle)
  return Math.asin(sine) / RADIANS
}

// Logged night is the end of evening civil twilight to the beginning of morning civil twilight (14 CFR 1.1).
export function isNight(epochMinutes: number, latitude: number, longitude: number) {
  return sunHeightDegrees(epochMinutes, latitude, longitude) < -6
}
