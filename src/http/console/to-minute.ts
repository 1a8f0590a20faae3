/** A moment to the minute, such as "22 Nov, 08:15", in UTC: what stands below a bar. */
export const toMinute = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
});
