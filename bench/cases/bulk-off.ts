/** Environment under which every resource is read by its own call. */
export const bulkOff = { MARKETPLANE_BULK_READS: "off" };
