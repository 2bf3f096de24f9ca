namespace Vql.Tests.Infrastructure;

/// <summary>Locates the recordings of the real service in the output folder of the tests.</summary>
public static class RecordedFile
{
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Conformance", name);
}
