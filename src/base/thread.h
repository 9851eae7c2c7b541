// What a thread says of itself to the system.
#pragma once

namespace ordo {

// Asks for short turns: a thread that somebody waits for, and that does little at a time, then runs soon
// after it is woken, also while others use the machine fully; it gets no larger share for it. Linux
// 6.12 and later know this (sched_setattr, the slice of the fair class); elsewhere nothing happens.
void take_short_turns() noexcept;

// What a thread gets of a machine that is fully used, beside the others: a third of their share, for one
// that always has work, so that those somebody waits for go first; or next to nothing, for what has no
// hurry. Where the machine is not fully used it gets what it wants.
enum class Weight { kLight, kLeast };
void weigh(Weight weight) noexcept;

}  // namespace ordo
