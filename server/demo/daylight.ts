import { getPosition } from 'suncalc'

// Below the horizon the library adds the refraction at the horizon to the altitude.
const refractionDegrees = 0.48

/** How high the sun stands over the horizon, or how far below it. */
export function sunHeightDegrees(epochMinutes: number, latitude: number, longitude: number) {
  const { altitude } = getPosition(new Date(epochMinutes * 60_000), latitude, longitude)
  return altitude < refractionDegrees ? altitude - refractionDegrees : altitude
}

// Logged night is the end of evening civil twilight to the beginning of morning civil twilight (14 CFR 1.1). One call
// for each landing of two years, so it looks at the sun and not at the times of its day.
export function isNight(epochMinutes: number, latitude: number, longitude: number) {
  return sunHeightDegrees(epochMinutes, latitude, longitude) < -6
}
