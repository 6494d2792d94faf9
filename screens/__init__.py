"""What a resident sees and touches: Qt Quick pages, and the views that tell them what to show."""
