"""What is learnt and how well; knows the body's words, knows no screen."""
