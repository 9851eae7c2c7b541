// What a thread says of itself to the system.
#pragma once

namespace ordo {

// Asks for short turns: a thread that somebody waits for, and that does little at a time, then runs soon
// after it is woken, also while others use the machine fully; it gets no larger share for it. Linux
// 6.12 and later know this (sched_setattr, the slice of the fair class); elsewhere nothing happens.
void take_short_turns() noexcept;

}  // namespace ordo
