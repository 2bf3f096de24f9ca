using System.Diagnostics;
using System.Globalization;

namespace Vql.Testing.Processes;

/// <summary>Measures a process together with the processes that it started. On Linux only.</summary>
internal static class ProcessTree
{
    /// <summary>Returns the sum of the current working sets, in bytes.</summary>
    public static long MemoryOf(int root)
    {
        var processes = Process.GetProcesses();
        try
        {
            var tree = new HashSet<int> { root };
            while (processes.Any(process => !tree.Contains(process.Id) && tree.Contains(ParentOf(process.Id)) && tree.Add(process.Id)))
            {
            }

            return processes.Where(process => tree.Contains(process.Id)).Sum(process => process.WorkingSet64);
        }
        finally
        {
            Array.ForEach(processes, process => process.Dispose());
        }
    }

    // The fourth field of the file, after the name of the program in parentheses.
    private static int ParentOf(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // The process has just exited.
            return 0;
        }
    }
}
