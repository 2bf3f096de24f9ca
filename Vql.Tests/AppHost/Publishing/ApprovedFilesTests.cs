using Vql.Testing.Files;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.AppHost.Publishing;

/// <summary>
/// Compares the published files with those in <c>Approved/</c>, so that a review shows how a change of the AppHost
/// affects deployments. The variable <c>VQL_APPROVE=1</c> replaces the approved files.
/// </summary>
[Collection(PublishedCollection.Name)]
public sealed class ApprovedFilesTests(PublishedFiles published)
{
    private static readonly string Approved = Path.Combine(Repository.Root, "Vql.Tests", "AppHost", "Publishing", "Approved");

    [Fact]
    public void Files_AfterPublishing_AreThoseApproved()
    {
        var files = Directory.GetFiles(published.Files.Folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(published.Files.Folder, file).Replace('\\', '/'))
            .OrderBy(ApprovedName, StringComparer.Ordinal).ToList();
        if (Environment.GetEnvironmentVariable("VQL_APPROVE") == "1")
        {
            Approve(files);
        }

        Assert.Equal(files.Select(ApprovedName), Directory.GetFiles(Approved).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var file in files)
        {
            Assert.True(
                published.Files.Text(file) == File.ReadAllText(Path.Combine(Approved, ApprovedName(file))),
                $"{file} differs from Approved/{ApprovedName(file)}. "
                    + "If the change is intended, run this test with VQL_APPROVE=1 and commit the result.");
        }
    }

    private void Approve(List<string> files)
    {
        Directory.CreateDirectory(Approved);
        Array.ForEach(Directory.GetFiles(Approved), File.Delete);
        files.ForEach(file => File.WriteAllText(Path.Combine(Approved, ApprovedName(file)), published.Files.Text(file)));
    }

    // The approved files have no subfolders and no names that begin with a dot.
    private static string ApprovedName(string file) => file == ".env" ? "compose.env" : file.Replace('/', '-');
}
