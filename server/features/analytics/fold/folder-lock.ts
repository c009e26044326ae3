/** Whoever folds, or mends what was folded, holds the advisory lock of this number; no other lock of Docket has it. */
export const folderLockKey = 7_305_513
