namespace Vql.Tests.Infrastructure;

/// <summary>The recordings of the real service, copied beside the tests.</summary>
public static class RecordedFile
{
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Conformance", name);
}
