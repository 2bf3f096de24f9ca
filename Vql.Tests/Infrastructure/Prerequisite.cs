namespace Vql.Tests.Infrastructure;

/// <summary>Reports a missing prerequisite of a test. The test is skipped, or fails on CI.</summary>
internal static class Prerequisite
{
    public static void Missing(string reason)
    {
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", reason);
        Assert.Skip(reason);
    }
}
