package dev.inlay.testkit.state;

/** A group of the kit's tests: default methods on the store under test. */
interface StateRules {

    /** The store of the running test. */
    StoreUnderTest underTest();
}
