// Profiles that are valid and as short as they can be; each test says only what matters to it.
const DAY_MS = 24 * 60 * 60 * 1000;

export function daysAgo(days) {
  return new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
}

function person(changes) {
  return {
    municipality: 'GM0420',
    birth_year: 1950,
    place: { postcode: '1693', settlement: 'Wervershoof' },
    travel: [{ mode: 'BIKE', max_minutes: 30 }],
    availability: { windows: [{ weekday: 'TUESDAY', start_time: '10:00', end_time: '12:00', weeks: 'EVERY' }] },
    languages: [{ code: 'nl', level: 'FLUENT' }],
    interests: [{ topic: 'music.choir', attitude: 'LIKES' }],
    legal_bases: [{ purpose: 'MATCHING', basis: 'CONSENT', since: daysAgo(30), recorded_by: 'coordinator' }],
    ...changes,
  };
}

export function resident(changes = {}) {
  return person({
    display_name: 'Mevrouw De Boer',
    need: { type: 'EMOTIONAL', confirmed_by: 'coordinator' },
    role: 'RECEIVE',
    ...changes,
  });
}

export function volunteer(changes = {}) {
  return person({
    display_name: 'Anja',
    vog: { state: 'VALID', issued_date: daysAgo(100), checked_by: 'coordinator' },
    max_matches: 2,
    ...changes,
  });
}

export function organisation(changes = {}) {
  return { title: 'Zangvereniging', kind: 'CLUB', ...changes };
}

export function activity(changes = {}) {
  return {
    title: 'Samen zingen',
    topics: ['music.choir'],
    place: { postcode: '1693', settlement: 'Wervershoof' },
    sessions: { windows: [{ weekday: 'TUESDAY', start_time: '10:00', end_time: '12:00', weeks: 'EVERY' }] },
    format: 'GROUP',
    capacity: 12,
    ...changes,
  };
}
