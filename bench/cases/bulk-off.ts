/** Environment that disables bulk reads. */
export const bulkOff = { MARKETPLANE_BULK_READS: "off" };
