import { addCalendarMonths, startOfMonth } from './calendar.ts'

/** What one lesson adds to the aeronautical experience of a student, in minutes. */
export interface ExperienceLesson {
  heldOn: string
  dualMinutes: number
  soloMinutes: number
  nightMinutes: number
  instrumentMinutes: number
  crossCountryMinutes: number
}

interface Requirement {
  citation: string
  title: string
  minutes: number
  of(lessons: readonly ExperienceLesson[], today: string): number
}

const sum = (lessons: readonly ExperienceLesson[], of: (lesson: ExperienceLesson) => number) =>
  lessons.reduce((total, lesson) => total + of(lesson), 0)
const hours = (count: number) => count * 60

/**
 * The flight time that 14 CFR 61.109(a) asks for, airplane single-engine, as far as minutes show it. Distances and
 * landings are items of the syllabus. A lesson is dual or solo; its night, instrument and cross-country time is no more.
 */
const airplaneSingleEngine: readonly Requirement[] = [
  {
    citation: '61.109(a)',
    title: 'Flight time',
    minutes: hours(40),
    of: (lessons) => sum(lessons, ({ dualMinutes, soloMinutes }) => dualMinutes + soloMinutes),
  },
  {
    citation: '61.109(a)',
    title: 'Flight training from an instructor',
    minutes: hours(20),
    of: (lessons) => sum(lessons, ({ dualMinutes }) => dualMinutes),
  },
  {
    citation: '61.109(a)(1)',
    title: 'Cross-country flight training',
    minutes: hours(3),
    of: (lessons) => sum(lessons, (lesson) => Math.min(lesson.crossCountryMinutes, lesson.dualMinutes)),
  },
  {
    citation: '61.109(a)(2)',
    title: 'Night flight training',
    minutes: hours(3),
    of: (lessons) => sum(lessons, (lesson) => Math.min(lesson.nightMinutes, lesson.dualMinutes)),
  },
  {
    citation: '61.109(a)(3)',
    title: 'Flight training by reference to instruments',
    minutes: hours(3),
    of: (lessons) => sum(lessons, (lesson) => Math.min(lesson.instrumentMinutes, lesson.dualMinutes)),
  },
  {
    // "Within the preceding 2 calendar months from the month of the test."
    citation: '61.109(a)(4)',
    title: 'Preparation for the practical test in the last 2 calendar months',
    minutes: hours(3),
    of: (lessons, today) =>
      sum(
        lessons.filter(({ heldOn }) => heldOn >= startOfMonth(addCalendarMonths(startOfMonth(today), -2))),
        ({ dualMinutes }) => dualMinutes,
      ),
  },
  {
    citation: '61.109(a)(5)',
    title: 'Solo flight time',
    minutes: hours(10),
    of: (lessons) => sum(lessons, ({ soloMinutes }) => soloMinutes),
  },
  {
    citation: '61.109(a)(5)(i)',
    title: 'Solo cross-country flight time',
    minutes: hours(5),
    of: (lessons) => sum(lessons, (lesson) => Math.min(lesson.crossCountryMinutes, lesson.soloMinutes)),
  },
]

export interface ExperienceEntry {
  citation: string
  title: string
  requiredMinutes: number
  countedMinutes: number
  shortMinutes: number
}

/** Each requirement with what counts toward it. @param today the day of the practical test. */
export function experienceOf(lessons: readonly ExperienceLesson[], today: string): ExperienceEntry[] {
  return airplaneSingleEngine.map(({ citation, title, minutes, of }) => {
    const countedMinutes = of(lessons, today)
    return {
      citation,
      title,
      requiredMinutes: minutes,
      countedMinutes,
      shortMinutes: Math.max(0, minutes - countedMinutes),
    }
  })
}
