namespace Vql.Tests.Infrastructure;

/// <summary>Something that a test needs and this machine lacks: a reason to skip, but on CI a failure.</summary>
internal static class Prerequisite
{
    public static void Missing(string reason)
    {
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", reason);
        Assert.Skip(reason);
    }
}
