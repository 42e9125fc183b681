/** The time zone in which the record's dates are read: that of its last step. */
export function recordOffset(result) {
  const { journey } = result;
  return journey[journey.length - 1]?.offset ?? "+07:00";
}
