// Dead processes that were left to this one: it is a child subreaper, and in a container perhaps
// the first process of all.
#pragma once

namespace mutation {

// Reaps every child that has ended and that this process did not start itself (subreaper.h); the
// ends of its own children stay for those who wait for them. One system call while there is none.
void reap_foreign_zombies();

}  // namespace mutation
