namespace Vql.AppHost.Supervision;

/// <summary>A line of the console: name, status and detail in columns.</summary>
internal static class ConsoleLine
{
    private const int NameWidth = 13;
    private const int StatusWidth = 9;

    public static void Write(string name, string status, string detail = "") =>
        Console.WriteLine($"{name.PadRight(NameWidth)} {status.PadRight(StatusWidth)} {detail}".TrimEnd());
}
