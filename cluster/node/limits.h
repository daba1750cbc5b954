/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TER__LIMITS_H
#define TER__LIMITS_H

/* Lets this process open as many files as the system allows it to: thousands of clients, two descriptors each. Returns how many. */
unsigned long ter__raise_open_files(void);

#endif
