package org.pathgauge.lighty;

/** The user that the agents know this manager as, and the password. */
record Login(String user, String password) {
    @Override
    public String toString() {
        return user;
    }
}
