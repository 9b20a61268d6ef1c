"""Run one check of a driver: imu_script.py CHECK WHO_AM_I SEED."""

import random
import sys

import imu_checks
import imu_checks_odd


def run(check, who_am_i, seed):
    """Run `check_CHECK`; whatever it draws is drawn from `seed`."""
    random.seed(seed)
    name = "check_" + check
    (getattr(imu_checks, name, None) or getattr(imu_checks_odd, name))(who_am_i)


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
