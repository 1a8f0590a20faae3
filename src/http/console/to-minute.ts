/** Formats a time to the minute in UTC, such as "22 Nov, 08:15", for the labels of charts. */
export const toMinute = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
});
